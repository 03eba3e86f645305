-- Sessions given for the people of one organisation, who book by a link of their own.

--| session.in_house | 0 | The organisation for whose people it is given; empty where it is for everybody.
alter table session add column in_house $text;

--| session.invitation | 0 | The last part of the link by which those people find it; empty where it is for everybody.
alter table session add column invitation $text;
create unique index session_by_invitation on session (invitation);
