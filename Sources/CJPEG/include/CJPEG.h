int CJPEG_placeholder(void);
