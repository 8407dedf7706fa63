# The service as a container: gunicorn behind a proxy that speaks HTTPS. Settings come from the environment (.env.example).
# Debian 12, whose PostgreSQL programs are of the version that docker-compose.yml runs: backups need them.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# antiword reads old Word files (.doc). LibreOffice would read them better, and RTF as well, but is larger than all the rest together.
RUN apt-get update && apt-get install -y --no-install-recommends antiword postgresql-client && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install -r requirements.txt

# The code belongs to root: the service can read it and write only its data folder.
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin tracker \
 && install -d -o tracker -g tracker -m 0750 /data
COPY . .
# This key signs nothing: it only lets the settings load while static files are collected.
RUN SECRET_KEY=only-while-building DATA_DIR=/tmp/build python manage.py collectstatic --noinput -v 0

USER tracker
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["gunicorn", "tracker.wsgi", "--config", "python:tracker.serving", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--max-requests", "2000", "--max-requests-jitter", "200"]
