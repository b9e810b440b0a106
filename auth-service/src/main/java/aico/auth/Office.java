package aico.auth;

/** Everything that a caller can be served with, once the state could be opened. */
public record Office(Sessions sessions, Login login, Tokens tokens, TokenSigner signer) {}
