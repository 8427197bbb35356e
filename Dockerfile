FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STEEPLE_HOME=/data

# Owned by the user before it becomes a volume: a named volume copies that.
RUN useradd --system --uid 1000 --home-dir /steeple --shell /usr/sbin/nologin steeple \
    && install --directory --owner=steeple --mode=700 /data

WORKDIR /steeple
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/runtime.txt
COPY . .

USER steeple
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "scheduler_project.wsgi:application", "--bind=0.0.0.0:8000", \
     "--worker-class=gthread", "--workers=2", "--threads=8", "--no-control-socket", \
     "--forwarder-headers=EXPLORER_TOKEN"]
