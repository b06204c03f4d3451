package dev.mayfly.api.session;

import dev.mayfly.api.identity.Caller;
import dev.mayfly.api.identity.DemoUsers;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Signing in as one of the demo's users, by the code that they share. */
@Singleton
@Requires(beans = DemoUsers.class)
class DemoSignIn implements SignInWay {
    private final DemoUsers users;

    DemoSignIn(DemoUsers users) {
        this.users = users;
    }

    @Override
    public Kind kind() {
        return Kind.DEMO;
    }

    @Override
    public Optional<Caller> known(Caller remembered) {
        return users.named(remembered.user().value());
    }

    Optional<Caller> signIn(String user, String code) {
        return users.authenticate(user, code);
    }

    List<Caller> users() {
        return users.all();
    }
}
