// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/destination.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// Where a connection goes: what it is called, and what names it on the disk and in the audit log.
class DestinationTest final : public QObject
{
    Q_OBJECT

    static connection::ConnInfo place()
    {
        connection::ConnInfo info;
        info.set(u"user"_s, u"app"_s);
        info.set(u"host"_s, u"db.example.org"_s);
        info.set(u"dbname"_s, u"orders"_s);
        info.set(u"password"_s, u"Pl4nted"_s);
        return info;
    }
    static connection::Profile tunnelled()
    {
        connection::Profile profile;
        profile.name = u"shop"_s;
        profile.ssh.enabled = true;
        profile.ssh.user = u"me"_s;
        profile.ssh.host = u"bastion"_s;
        profile.pool.most = 7;
        return profile;
    }

private Q_SLOTS:
    void nowhere()
    {
        const Destination none;
        QVERIFY(none.isNowhere() && !none.isPrivateServer() && !none.isTunnelled());
        QCOMPARE(none.label(), u"Not connected"_s);
        QCOMPARE(none.serverLabel(), none.label());
        QCOMPARE(none.lockPlace().profile, QString());
    }

    void aPlaceIsItsOwnName()
    {
        const Destination there{place(), {}, {}};
        QVERIFY(!there.isNowhere());
        QCOMPARE(there.label(), u"app@db.example.org/orders"_s);
        QCOMPARE(there.serverLabel(), u"app@db.example.org"_s);
        QCOMPARE(there.identity({}), there.label()); // however it is reached
        QCOMPARE(there.lockPlace().target, there.label());
        QVERIFY(there.limits() == connection::PoolLimits());
    }

    // The near end of a tunnel is another one each time.
    void aTunnelIsNamedByItsFarEnd()
    {
        const Destination there{place(), tunnelled(), {}};
        QVERIFY(there.isTunnelled());
        QCOMPARE(there.label(), u"shop: app@db.example.org/orders via me@bastion"_s);
        QCOMPARE(there.serverLabel(), u"shop: app@db.example.org via me@bastion"_s);
        connection::ConnInfo reached = place();
        reached.set(u"port"_s, u"45678"_s);
        QCOMPARE(there.identity(reached), u"app@db.example.org/orders via me@bastion"_s);
        QCOMPARE(there.limits().most, 7);
        QCOMPARE(there.lockPlace(), (operations::LockPlace{u"shop"_s, u"app@db.example.org/orders"_s}));
    }

    void thePrivateServerIsNamedAsItIsReached()
    {
        const Destination there{{}, {}, u"howdah"_s};
        QVERIFY(there.isPrivateServer() && !there.isNowhere());
        QCOMPARE(there.label(), u"howdah on the private server"_s);
        connection::ConnInfo reached;
        reached.set(u"user"_s, u"howdah"_s);
        reached.set(u"host"_s, u"/run/somewhere"_s);
        reached.set(u"dbname"_s, u"howdah"_s);
        QCOMPARE(there.identity(reached), u"howdah@local/howdah"_s);
    }
};

QTEST_GUILESS_MAIN(DestinationTest)
#include "tst_destination.moc"
