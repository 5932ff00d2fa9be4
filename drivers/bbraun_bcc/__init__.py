"""B. Braun Space pumps through the station's BCC interface: watched only, never commanded.

Facts and open questions: docs/pumps/bbraun_bcc.md, cited below as "page".
"""
