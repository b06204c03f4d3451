package dev.mayfly.cli.http;

import java.io.Serial;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * TLS that cannot be used. The platform's HTTP client demands a context even where it never encrypts, and making a real
 * one (ciphers, certificates, randomness) takes longer than all else that a short verb does.
 */
final class NoTls extends SSLContext {
    NoTls() {
        super(new Spi(), new None(), "none");
    }

    private static final class None extends Provider {
        @Serial
        private static final long serialVersionUID = 1;

        private None() {
            super("none", "1", "TLS that cannot be used");
        }
    }

    private static final class Spi extends SSLContextSpi {
        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random)
                throws KeyManagementException {
            throw unusable();
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw unusable();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw unusable();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            throw unusable();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            throw unusable();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            throw unusable();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            throw unusable();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return new SSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return new SSLParameters();
        }

        private static UnsupportedOperationException unusable() {
            return new UnsupportedOperationException("A connection that is not encrypted has no TLS");
        }
    }
}
