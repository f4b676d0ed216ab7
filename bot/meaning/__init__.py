"""What texts are about, as vectors: the model that comes with Paperboy, and the file that keeps a vector of each paper.

Importing this package brings numpy: do so only where a search needs it.
"""

from bot.meaning.encoder import Encoder
from bot.meaning.vectors import Vectors
from bot.meaning.writing import VectorWriter

__all__ = ["Encoder", "VectorWriter", "Vectors"]
