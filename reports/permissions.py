"""Who may compose, submit and receive."""

from agencies.permissions import power

compose_monthly_report = power("submit_monthly_report", clock=True)
submit_monthly_report = power("submit_monthly_report")
acknowledge_monthly_report = power("acknowledge_monthly_report")
