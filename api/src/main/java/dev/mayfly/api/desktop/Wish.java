package dev.mayfly.api.desktop;

/** What can be wished about the control of a desktop. */
enum Wish {
    /** To have it at once; for the owner and operators. */
    TAKE,
    /** To give it up: who gave it as owner or operator gives it to whoever has asked for longest. */
    RELEASE,
    /** To be given it. */
    REQUEST
}
