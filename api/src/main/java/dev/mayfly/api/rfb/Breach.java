package dev.mayfly.api.rfb;

import java.io.IOException;
import java.io.Serial;

/** A side did not keep to the protocol, or to a bound of ours. The sentence repeats nothing that it has said. */
public final class Breach extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Side side;

    Breach(Side side, String sentence) {
        super(sentence);
        this.side = side;
    }

    /** Who did not keep to it. */
    public Side side() {
        return side;
    }
}
