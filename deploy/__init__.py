"""What runs newsbeam elsewhere than on a laptop."""
