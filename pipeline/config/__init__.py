"""The configuration: what a YAML file may say, how it is read, and how it reaches the steps."""

from pipeline.config.loading import load_config
from pipeline.config.models import Config, Feed
from pipeline.problems import ConfigError, Problem

__all__ = ["Config", "ConfigError", "Feed", "Problem", "load_config"]
