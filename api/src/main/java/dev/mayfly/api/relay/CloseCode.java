package dev.mayfly.api.relay;

/** Why the server closes a WebSocket. Those from 4000 on are ours, the others are of RFC 6455 and its registry. */
public enum CloseCode {
    /** It came to its end in order: the shell was left, for example. */
    DONE(1000),
    /** The client did not keep to the protocol. */
    PROTOCOL(1002),
    /** The client sent what this socket does not take. */
    UNSUPPORTED(1003),
    /** The server stops or cannot go on; whoever comes again is welcome. */
    RESTARTING(1012),
    /** The workspace is in use no longer. */
    NOT_IN_USE(4001),
    /** The sign-in that bought the ticket has ended. */
    SIGNED_OUT(4002),
    /** The ticket is not one. */
    BAD_TICKET(4003),
    /** What is inside closed the connection, does not answer, or answers wrongly. */
    FAULT(4004),
    /** The client takes too slowly what is sent to it, or there are too many. */
    TOO_MUCH(4005);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }
}
