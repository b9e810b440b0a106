package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.InvalidField;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestType;
import aico.bus.contract.VaultRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void read_andWrite_useTheNamesOfTheContract() {
    KeyRequest.Unlock unlock = new KeyRequest.Unlock("owner", "a".repeat(32), "b".repeat(32));

    byte[] json = Json.strict().write(unlock);

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"user\":\"owner\",\"key_id\":\"%s\",\"nonce\":\"%s\"}"
                .formatted("a".repeat(32), "b".repeat(32)));
    assertThat(Json.strict().read(json, KeyRequest.Unlock.class)).isEqualTo(unlock);
  }

  @Test
  void read_anEmptyRequest_isTheEmptyRecord() {
    assertThat(Json.strict().read("{}".getBytes(UTF_8), VaultRequest.ListVaults.class))
        .isEqualTo(new VaultRequest.ListVaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|not an object",
        "'\"home\"'|not an object",
        "7|not an object",
        "{'name':'home'} 1|more than one JSON value",
        "{'name':|not JSON at byte",
        "{'name':'home',}|not JSON at byte",
        "x|not JSON at byte",
      })
  void read_whatIsNoSingleObject_saysWhatItIs(String json, String problem) {
    InvalidField refused =
        catchThrowableOfType(
            InvalidField.class,
            () ->
                Json.strict()
                    .read(json.replace('\'', '"').getBytes(UTF_8), VaultRequest.Mount.class));

    assertThat(refused.field()).isEqualTo("body");
    assertThat(refused).hasMessageContaining(problem);
  }

  @Test
  void read_everyRequestTypeWithAnUnknownField_isRefused() {
    for (RequestType type : RequestType.values()) {
      assertThatThrownBy(
              () -> Json.strict().read("{\"zz\":1}".getBytes(UTF_8), type.requestClass()))
          .as(type.wireName())
          .isInstanceOf(InvalidField.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'home','x':1}|x",
        "{'name':'home','name':'work'}|name",
        "{}|name",
        "{'name':null}|name",
        "{'name':7}|name",
        "{'name':true}|name",
        "{'name':['home']}|name",
        "{'name':'HOME'}|name",
        "{'name':''}|name",
        "{'name':'home'} x|body",
        "{'name':'home'}{}|body",
        "{'name':'home',}|body",
        "['home']|body",
        "'home'|body",
        "null|body",
        "{'name':'home'|body",
        "/**/{'name':'home'}|body",
        "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]|body",
      })
  void read_whatIsNotStrict_namesTheField(String json, String field) {
    InvalidField e =
        catchThrowableOfType(
            InvalidField.class,
            () ->
                Json.strict()
                    .read(json.replace('\'', '"').getBytes(UTF_8), VaultRequest.Mount.class));

    assertThat(e).as(json).isNotNull();
    assertThat(e.field()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"from\":\"1\",\"limit\":5}",
        "{\"from\":1.0,\"limit\":5}",
        "{\"from\":1,\"limit\":5000000000}",
        "{\"from\":1}",
        "{\"from\":null,\"limit\":5}",
        "{\"from\":1,\"limit\":true}"
      })
  void read_numbersThatAreNone_isRefused(String json) {
    assertThatThrownBy(() -> Json.strict().read(json.getBytes(UTF_8), AuditRequest.Query.class))
        .isInstanceOf(InvalidField.class);
  }

  @Test
  void read_tolerant_ignoresUnknownFieldsOnly() {
    KeyReply.HandedOut reply =
        Json.tolerant()
            .read("{\"epoch\":3,\"new_one\":{}}".getBytes(UTF_8), KeyReply.HandedOut.class);

    assertThat(reply.epoch()).isEqualTo(3);
    assertThatThrownBy(() ->
            Json.tolerant().read("{\"epoch\":\"3\"}".getBytes(UTF_8), KeyReply.HandedOut.class))
        .isInstanceOf(InvalidField.class);
    assertThatThrownBy(() -> Json.tolerant().read("{}".getBytes(UTF_8), KeyReply.HandedOut.class))
        .isInstanceOf(InvalidField.class);
  }

  @Test
  void read_aNestedRecordWithAMissingField_namesItsPath() {
    String json =
        "{\"incarnation\":\"i\",\"attestation_key\":\"k\",\"key_storage\":\"file\","
            + "\"users\":[{\"unlock_id\":\"u\",\"unattended\":false}]}";

    InvalidField e =
        catchThrowableOfType(
            InvalidField.class,
            () -> Json.strict().read(json.getBytes(UTF_8), KeyReply.State.class));

    assertThat(e.field()).isEqualTo("users.0.user");
  }

  @Test
  void read_aNullableField_mayBeAbsent() {
    assertThat(Json.strict().read("{}".getBytes(UTF_8), KeyRequest.Lock.class))
        .isEqualTo(new KeyRequest.Lock(null));
    KeyReply.State state =
        new KeyReply.State("i", "k", "file", List.of(new KeyReply.UserState("owner", null)));
    assertThat(Json.strict().read(Json.strict().write(state), KeyReply.State.class))
        .isEqualTo(state);
  }
}
