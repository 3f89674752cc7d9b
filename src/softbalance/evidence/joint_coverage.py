"""Which years the record of joint action covers, and the sources it is made of."""

WINDOW = 2
"""Years after the first sanction in which another's counts as joining."""

MID_ENDS = 2014
FIGHT_COVERED = (1816, 2024)
PAY_COVERED = (1949, 2022 - WINDOW)
AT_HOME_COVERED = (1975, 2017)
FIGHT_SOURCES = ("cow_mid_dirdisps", "cow_mid_disps", "ucdp_acd", "ucdp_external_support")
PAY_SOURCES = ("gsdb",)
