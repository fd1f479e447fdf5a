package dev.signalbox.hub.log;

/** Hears how the appender of a log does; for metrics. Calls come from the appender's thread and must return at once. */
public interface AppendMeter {
    AppendMeter NONE = new AppendMeter() {
        @Override
        public void committed(int events, long nanos) {}

        @Override
        public void waiting(int appends) {}
    };

    /** A commit took this long and wrote so many events (0: all of its appends were repeats or refused). */
    void committed(int events, long nanos);

    /** So many appends wait behind the commit that begins. */
    void waiting(int appends);
}
