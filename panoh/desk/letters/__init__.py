"""Letters to and from authorities: register, promises, recommendations, scans."""
