"""What we hold to be so: tidy, validated tables and the snapshot that ships."""
