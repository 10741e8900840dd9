"""Who reads and writes which findings. The only place that knows."""
