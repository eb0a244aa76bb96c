"""What the stories share: a platform to call, an organisation to live in, and looks into databases and topics."""
