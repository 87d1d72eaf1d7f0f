"""The employer's file, part by part: each says who may open it and what it shows of one employer."""
