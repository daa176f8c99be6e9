"""Speed, as ratios measured side by side; nothing here fails for being slow. Run: python -m tests.bench"""
