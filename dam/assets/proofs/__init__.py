"""Files of proof: contracts and releases, kept beside rights and consents and never served to the public."""
