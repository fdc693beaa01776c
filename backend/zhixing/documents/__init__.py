"""Documents of a case: drafted, approved, sealed, checkable by anybody; and papers of others. The face."""

from zhixing.documents.reads import DocumentFacts, document_facts, issued_of_case, visible_document

__all__ = ["DocumentFacts", "document_facts", "issued_of_case", "visible_document"]
