"""What a person can ask for; alone prints and exits."""
