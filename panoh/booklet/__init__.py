"""The information booklet: what everybody may read of the Unit, version by version, on paper and on the public pages."""
