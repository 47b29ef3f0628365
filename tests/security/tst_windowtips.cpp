// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditmodel.h"
#include "common/tasks.h"
#include "common/tooltips.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "shell/statusstrip.h"

#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// Tips guess whether they hold HTML: what a server, a file or a person has written never does.
class WindowTipsTest final : public QObject
{
    Q_OBJECT

    static QString hostile() { return u"<img src=x>\n<b>15.1</b> & 'more'"_s; }
    // As a tip would show it.
    static QString shown(const QString &tip)
    {
        if (!Qt::mightBeRichText(tip))
            return tip;
        QTextDocument document;
        document.setHtml(tip);
        return document.toPlainText();
    }

private Q_SLOTS:
    void aTipShowsWhatWasWritten()
    {
        for (const QString &text : {hostile(), u"<p>"_s, u"a < b > c"_s, u"plain\nlines"_s, QString()})
            QCOMPARE(shown(plainToolTip(text)), text);
        QVERIFY(Qt::mightBeRichText(hostile()));
    }

    void theStatusBar()
    {
        QTemporaryDir folder;
        qputenv("HOWDAH_DATA_DIR", folder.path().toUtf8());
        Settings settings(folder.filePath(u"settings.ini"_s));
        TaskList tasks;
        ConnectionController controller(&settings, &tasks);
        StatusStrip strip(controller, tasks);
        strip.setAuditProblem(makeError(ErrorKind::Io, hostile()));
        const auto *badge = strip.findChild<QWidget *>(u"auditProblem"_s);
        QVERIFY(badge);
        QCOMPARE(shown(badge->toolTip()), hostile());
    }

    void theAuditLog()
    {
        AuditModel model;
        connection::AuditEntry entry;
        entry.target = hostile();
        model.setEntries({entry});
        QCOMPARE(shown(model.index(0, AuditModel::Where).data(Qt::ToolTipRole).toString()), hostile());
    }
};

QTEST_MAIN(WindowTipsTest)
#include "tst_windowtips.moc"
