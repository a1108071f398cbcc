"""The lake: Hive-partitioned Parquet under Delta logs, moved from one generation to the next."""
