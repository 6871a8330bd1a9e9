# Everything below happens once, when the instance starts for the first time. Whatever fails makes the stack fail.
set -euo pipefail
. /etc/website
PATH=$PATH:/opt/aws/bin:/opt/aws/amazon-cloudwatch-agent/bin
trap 'cfn-signal --exit-code $? --stack "$STACK" --resource Server --region "$REGION"' EXIT

# Updates come from the newest release of Amazon Linux, and not from that of the image.
echo latest > /etc/dnf/vars/releasever
dnf --assumeyes --quiet install amazon-cloudwatch-agent git httpd mod_ssl rsyslog

# In place of everything that the packages bring.
install --mode 644 /etc/website.httpd.conf /etc/httpd/conf/httpd.conf

# A certificate signed by itself: the load balancer encrypts to it, and does not ask who it is.
(
  umask 077
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=website -addext basicConstraints=CA:FALSE \
    -keyout /etc/pki/tls/private/website.key -out /etc/pki/tls/certs/website.crt
)

systemctl enable --now rsyslog
systemctl enable --now httpd
amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/etc/website.agent.json

# Ends with an error unless the website answers over TLS.
/usr/local/sbin/update-website
