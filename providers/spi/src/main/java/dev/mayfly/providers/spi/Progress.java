package dev.mayfly.providers.spi;

/** Told what a driver is doing; shown to people and sent as a heartbeat. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = doing -> {};

    /**
     * Says what is being done now.
     *
     * @throws RuntimeException when the work is to stop; drivers let it pass
     */
    void report(String doing);
}
