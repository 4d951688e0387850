# Reads metrics from stdin with the parser of Debian's python3-prometheus-client and prints them as JSON:
# {name: {type, samples: [[name, labels, value], ...]}}. Fails on input that the parser rejects.

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

families = {}
for family in text_string_to_metric_families(sys.stdin.read()):
    if family.name in families:
        sys.exit(f'the family {family.name} is repeated')
    families[family.name] = {
        'type': family.type,
        'samples': [[sample.name, sample.labels, sample.value] for sample in family.samples],
    }
json.dump(families, sys.stdout)
