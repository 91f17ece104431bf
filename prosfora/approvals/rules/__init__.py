"""Which facts of a subject need whose approval, in which order, and what an approval once given still stands for."""
