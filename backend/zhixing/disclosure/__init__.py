"""What the parties see: pages, publications, messages. Nobody imports this slice."""
