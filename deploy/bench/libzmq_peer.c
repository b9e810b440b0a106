/*
 * The peer of the bus benchmark: libzmq with CURVE between two processes on loopback.
 *
 *   libzmq_peer events SIZE COUNT   XPUB to SUB one way, nothing dropped; prints messages per second
 *   libzmq_peer rtt SIZE COUNT      DEALER to ROUTER and back; prints the median in microseconds
 *
 * The first tenth of the messages warms up and is not counted.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

static char server_public[41], server_secret[41], client_public[41], client_secret[41];

static void check(int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "libzmq_peer: %s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
  }
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void *server_socket(void *context, int type) {
  void *socket = zmq_socket(context, type);
  int on = 1;
  check(zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &on, sizeof on) == 0, "CURVE_SERVER");
  check(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, server_secret, 40) == 0, "CURVE_SECRETKEY");
  return socket;
}

static void *client_socket(void *context, int type) {
  void *socket = zmq_socket(context, type);
  check(zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server_public, 40) == 0, "CURVE_SERVERKEY");
  check(zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, client_public, 40) == 0, "CURVE_PUBLICKEY");
  check(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, client_secret, 40) == 0, "CURVE_SECRETKEY");
  return socket;
}

/* Binds to any free loopback port and tells the other process through the pipe. */
static void bind_and_tell(void *socket, int pipe_end) {
  char endpoint[128] = {0};
  size_t length = sizeof endpoint;
  check(zmq_bind(socket, "tcp://127.0.0.1:*") == 0, "bind");
  check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length) == 0, "LAST_ENDPOINT");
  check(write(pipe_end, endpoint, sizeof endpoint) == sizeof endpoint, "pipe");
}

static void connect_told(void *socket, int pipe_end) {
  char endpoint[128];
  check(read(pipe_end, endpoint, sizeof endpoint) == sizeof endpoint, "pipe");
  check(zmq_connect(socket, endpoint) == 0, "connect");
}

static void publish(int pipe_end, size_t size, long count) {
  void *context = zmq_ctx_new();
  void *socket = server_socket(context, ZMQ_XPUB);
  int on = 1;
  char subscription[16];
  char *payload = calloc(1, size);
  check(zmq_setsockopt(socket, ZMQ_XPUB_NODROP, &on, sizeof on) == 0, "XPUB_NODROP");
  bind_and_tell(socket, pipe_end);
  check(zmq_recv(socket, subscription, sizeof subscription, 0) >= 1, "subscription");
  for (long i = 0; i < count; i++) check(zmq_send(socket, payload, size, 0) >= 0, "send");
  zmq_close(socket);
  zmq_ctx_term(context);
}

static void subscribe(int pipe_end, size_t size, long count) {
  void *context = zmq_ctx_new();
  void *socket = client_socket(context, ZMQ_SUB);
  char *payload = malloc(size);
  double start = 0;
  check(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) == 0, "SUBSCRIBE");
  connect_told(socket, pipe_end);
  for (long i = 0; i < count; i++) {
    if (i == count / 10) start = now_us();
    check(zmq_recv(socket, payload, size, 0) == (int)size, "recv");
  }
  printf("%.1f\n", (count - count / 10) / ((now_us() - start) / 1e6));
  zmq_close(socket);
  zmq_ctx_term(context);
}

static void echo(int pipe_end, size_t size, long count) {
  void *context = zmq_ctx_new();
  void *socket = server_socket(context, ZMQ_ROUTER);
  char *payload = malloc(size);
  char identity[256];
  bind_and_tell(socket, pipe_end);
  for (long i = 0; i < count; i++) {
    int n = zmq_recv(socket, identity, sizeof identity, 0);
    check(n > 0, "recv");
    check(zmq_recv(socket, payload, size, 0) == (int)size, "recv");
    check(zmq_send(socket, identity, n, ZMQ_SNDMORE) == n, "send");
    check(zmq_send(socket, payload, size, 0) == (int)size, "send");
  }
  zmq_close(socket);
  zmq_ctx_term(context);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void ask(int pipe_end, size_t size, long count) {
  void *context = zmq_ctx_new();
  void *socket = client_socket(context, ZMQ_DEALER);
  char *payload = calloc(1, size);
  double *took = calloc(count, sizeof *took);
  connect_told(socket, pipe_end);
  for (long i = 0; i < count; i++) {
    double start = now_us();
    check(zmq_send(socket, payload, size, 0) == (int)size, "send");
    check(zmq_recv(socket, payload, size, 0) == (int)size, "recv");
    took[i] = now_us() - start;
  }
  long warm = count / 10, counted = count - warm;
  qsort(took + warm, counted, sizeof *took, ascending);
  printf("%.1f\n", took[warm + counted / 2]);
  zmq_close(socket);
  zmq_ctx_term(context);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: libzmq_peer events|rtt SIZE COUNT\n");
    return 2;
  }
  size_t size = strtoul(argv[2], NULL, 10);
  long count = strtol(argv[3], NULL, 10);
  int events = strcmp(argv[1], "events") == 0;
  int ends[2];
  check(zmq_curve_keypair(server_public, server_secret) == 0, "keypair");
  check(zmq_curve_keypair(client_public, client_secret) == 0, "keypair");
  check(pipe(ends) == 0, "pipe");
  pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    if (events) publish(ends[1], size, count);
    else echo(ends[1], size, count);
    return 0;
  }
  if (events) subscribe(ends[0], size, count);
  else ask(ends[0], size, count);
  int status;
  waitpid(child, &status, 0);
  return status != 0;
}
