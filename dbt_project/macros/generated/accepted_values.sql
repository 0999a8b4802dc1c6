{# Generated from contract/model.py by `make contract`; edit the model, not this file. #}

{% macro event_types() %}
    {{ return([
        "view",
        "click",
        "search",
        "add_to_cart",
        "remove_from_cart",
        "checkout",
        "purchase",
        "custom",
    ]) }}
{% endmacro %}

{% macro device_types() %}
    {{ return([
        "mobile",
        "desktop",
        "tablet",
    ]) }}
{% endmacro %}
