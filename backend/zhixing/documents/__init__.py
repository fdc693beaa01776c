"""Documents of a case: drafted, approved, sealed, checkable by anybody; and papers of others. The face."""

from zhixing.documents.catalogue import first_values
from zhixing.documents.prefill import Known
from zhixing.documents.reads import DocumentFacts, document_facts, issued_of_case, visible_document
from zhixing.documents.template_check import check_templates

__all__ = ["DocumentFacts", "Known", "check_templates", "document_facts", "first_values", "issued_of_case",
           "visible_document"]
