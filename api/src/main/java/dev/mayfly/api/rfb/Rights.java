package dev.mayfly.api.rfb;

/** What a viewer may do at this moment; asked for each message. */
public interface Rights {
    /** Whether keys, pointer and changes of size are let through. */
    boolean mayControl();

    /** Whether text of the viewer's clipboard is let in, by the template; only for who controls. */
    boolean clipboardIn();

    /** Whether text of the desktop's clipboard is let out, by the template; only for who controls. */
    boolean clipboardOut();

    /** Told of each key and each move of the pointer that was let through. */
    void used();
}
