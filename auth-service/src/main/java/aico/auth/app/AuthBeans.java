package aico.auth.app;

import aico.auth.KeyWatch;
import aico.auth.bus.AuthRequests;
import aico.auth.bus.BusKeyWatch;
import aico.auth.bus.KeyFollower;
import aico.bus.connector.AuthStates;
import aico.bus.connector.Boot;
import aico.bus.connector.BusClient;
import aico.bus.connector.OneTimeKeys;
import aico.bus.connector.ReadOnly;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.Trail;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.Principals;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the service's parts from its adapters. */
@Singleton
public class AuthBeans {

  @Produces
  @Singleton
  KeyWatch keyWatch(BusClient bus) {
    return new BusKeyWatch(bus);
  }

  /** While sessions are older than they should be: tokens to look into the trail, and to accept. */
  @Produces
  @Singleton
  ReadOnly readOnly() {
    return new ReadOnly(request ->
        !(request instanceof AuthRequest.Respond)
            && (!(request instanceof AuthRequest.NewToken token)
                || token.audience().equals(Principals.AUDIT)));
  }

  /** Tokens for auth-service itself are judged by what it knows now. */
  @Produces
  @Singleton
  AuthStates states(AuthRequests requests) {
    return new AuthStates() {
      @Override
      public AuthReply.State fresh() {
        return requests.state();
      }

      @Override
      public AuthReply.State read() {
        return requests.state();
      }
    };
  }

  @Produces
  @Singleton
  Opening opening(
      Boot boot,
      BusClient bus,
      ServiceKeys serviceKeys,
      KeyWatch keys,
      Trail trail,
      Incarnation incarnation,
      Events events,
      ReadOnly readOnly) {
    return new Opening(
        boot.stateFolder(),
        bus,
        serviceKeys,
        keys,
        trail,
        new SystemTime(),
        incarnation::newId,
        events,
        readOnly);
  }

  @Produces
  @Singleton
  AuthRequests requests(Opening opening, OneTimeKeys oneTimeKeys, Incarnation incarnation) {
    return new AuthRequests(opening::office, oneTimeKeys, incarnation.id(), opening::responses);
  }

  @Produces
  @Singleton
  KeyFollower keyFollower(Opening opening, KeyWatch keys) {
    return new KeyFollower(opening::office, keys);
  }
}
