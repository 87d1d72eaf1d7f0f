"""Pages of lists on their way to the public: of their makers alone, until they are published."""
