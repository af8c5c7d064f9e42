"""The small model that suggests tubes and their tips on chest films."""
