"""Finished documents of a case, exactly as they were issued. The face for upper slices."""

from zhixing.documents.reads import DocumentFacts, document_facts, visible_document

__all__ = ["DocumentFacts", "document_facts", "visible_document"]
