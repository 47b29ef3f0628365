// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/destination.h"

#include "common/tr.h"
#include "connect/route.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QString Destination::label() const
{
    if (isPrivateServer())
        return tr("%1 on the private server").arg(*privateDatabase);
    if (isNowhere())
        return tr("Not connected");
    const QString reached = connection::describe(target);
    const QString place = isTunnelled() ? tr("%1 via %2").arg(reached, Route::describe(profile->ssh)) : reached;
    return profile ? u"%1: %2"_s.arg(profile->name, place) : place;
}

QString Destination::serverLabel() const
{
    if (isPrivateServer())
        return tr("Private server");
    if (isNowhere())
        return label();
    Destination server = *this;
    server.target.values.remove(u"dbname"_s);
    QString reached = connection::describe(server.target);
    reached.chop(1); // what stands before the database
    const QString place = isTunnelled() ? tr("%1 via %2").arg(reached, Route::describe(profile->ssh)) : reached;
    return profile ? u"%1: %2"_s.arg(profile->name, place) : place;
}

QString Destination::identity(const connection::ConnInfo &reached) const
{
    const QString place = connection::describe(isPrivateServer() ? reached : target);
    return isTunnelled() ? u"%1 via %2"_s.arg(place, Route::describe(profile->ssh)) : place;
}

connection::PoolLimits Destination::limits() const { return profile ? profile->pool : connection::PoolLimits(); }

operations::LockPlace Destination::lockPlace() const
{
    return {profile ? profile->name : QString(), connection::describe(target)};
}

} // namespace howdah::ui
