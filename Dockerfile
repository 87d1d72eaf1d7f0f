# The portal's image: the interface is bundled by node, the packages installed apart, and neither tool is left in it.
FROM node:22-bookworm-slim AS interface
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY static ./static
RUN npm run build

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /files
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings FILES_ROOT=/files HTTPS=1 DEMO=0 HOME=/tmp
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py ./
COPY portal ./portal
COPY agencies ./agencies
COPY employers ./employers
COPY arrears ./arrears
COPY inspections ./inspections
COPY reports ./reports
COPY templates ./templates
COPY --from=interface /build/static/build ./static/build
# The two values exist for this one command only: settings refuse to start without them.
RUN SECRET_KEY=while-building DATABASE_URL=postgresql://nobody@/none python manage.py collectstatic --no-input --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--preload", "--workers", "2", \
     "--threads", "4", "--keep-alive", "30", "--timeout", "60", "--graceful-timeout", "25", "--worker-tmp-dir", "/dev/shm", \
     "--max-requests", "20000", "--max-requests-jitter", "2000", "--no-control-socket"]
