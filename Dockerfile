# Limber in a container: no root, and nothing of it is written but /data, /keys and /backups. See docs/operators.md.
FROM python:3.12-slim-bookworm AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY content content
COPY flows flows
COPY bot bot
RUN python -m venv /opt/limber \
 && /opt/limber/bin/pip install --no-cache-dir --constraint constraints.txt '.[fast]'

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 limber \
 && useradd --uid 10001 --gid limber --no-create-home --home-dir /data --shell /usr/sbin/nologin limber \
 && install -d -o limber -g limber -m 0700 /data /keys /backups
COPY --from=build /opt/limber /opt/limber
ENV PATH=/opt/limber/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LIMBER_DATABASE=/data/limber.db \
    LIMBER_KEY_FILE=/keys/limber.key \
    LIMBER_BACKUPS=/backups \
    LIMBER_LISTEN=127.0.0.1:8080 \
    LIMBER_LOG=json
USER limber
WORKDIR /data
VOLUME ["/data", "/keys", "/backups"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["limber"]
CMD ["run"]
