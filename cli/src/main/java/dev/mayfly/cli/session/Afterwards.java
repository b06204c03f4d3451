package dev.mayfly.cli.session;

/** Something that is still to be done or said when Ctrl-C or a signal ends the verb in the middle. */
public final class Afterwards implements AutoCloseable {
    private final Thread hook;

    /** From now on until closed, the virtual machine does this before it ends. */
    public Afterwards(Runnable act) {
        hook = new Thread(act, "afterwards");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running already, because the virtual machine is about to end: nothing is left to take back.
            return;
        }
    }
}
