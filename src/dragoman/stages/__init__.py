"""One verb per file, one public function of that name: (Reading, Knowledge) -> Reading, pure."""
