"""Documents of a case: drafted, approved, sealed, checkable by anybody; and papers of others. The face."""

from zhixing.documents.reads import DocumentFacts, document_facts, issued_of_case, visible_document
from zhixing.documents.template_check import check_templates

__all__ = ["DocumentFacts", "check_templates", "document_facts", "issued_of_case", "visible_document"]
