dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl SITECONFIG(`uucp.ucbvax', `ucbvax', `Y'): UUCP neighbours of ucbvax as they once were; an example of such a file.

SITE(`Padova Shasta alice allegra amdcad att attunix avsd')
SITE(`bellcor bellcore calma cithep cnmat craig craylab decusj')
SITE(`decwrl dssovax eagle ecovax floyd franz geoff')
SITE(`harpo ho3e2 hpda hplabs ibmpa ibmsupt ibmuupa iiasa70')
SITE(`imagen isunix kentmth lbl-csa lbl-csam lime menlo70 mothra')
SITE(`mseonyx mtxinu olympus pixar pur-ee purdue pwbd sdcarl')
SITE(`sftig sgi sii srivisi ssyx sun trwrb twg')
SITE(`ucivax ucla-cs ucla-se ucsbcsl ucsbhub ucscc ucsd ucsfcgl')
SITE(`ucsfmis ulysses unisoft unmvax usenix uw uwvax vax135')
SITE(`voder wheps whuxle whuxlj xicomp xprin zehntel zilog')
ifelse(_SITE_CLASS_, `U', `PUSHDIVERT(5)CYdecvax
POPDIVERT', `SITE(`decvax')')
