"""Files in, `Report` and `Issue` out, one for one."""
