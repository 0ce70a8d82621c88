"""What tests build with: seas of ships, files and lines of each format, and where the checkout lies. No test stands here."""
