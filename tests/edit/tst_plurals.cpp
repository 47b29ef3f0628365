// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// One row is one row, and two are two, in the words that the programs bring with them for English.
#include "grid/gridedit.h"
#include "edit/changespanel.h"
#include "edit/editsentences.h"
#include "edit/editsession.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

class PluralsTest final : public QObject
{
    Q_OBJECT

    QTranslator m_english;

    static QString read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_english.load(QStringLiteral(HOWDAH_BUILD_DIR "/translations/howdah_en.qm")));
        QVERIFY(QCoreApplication::installTranslator(&m_english));
    }

    void oneAndMany()
    {
        QCOMPARE(ChangesPanel::tr("%n row(s)", nullptr, 1), u"1 row"_s);
        QCOMPARE(ChangesPanel::tr("%n row(s)", nullptr, 2), u"2 rows"_s);
        QCOMPARE(EditSession::tr("Delete %n row(s)", nullptr, 0), u"Delete 0 rows"_s);
        QCOMPARE(GridEdit::tr("%n cell(s) pasted", nullptr, 1), u"1 cell pasted"_s);
        RestoreOffer offer{.isChecked = true};
        offer.problems.resize(1);
        offer.problems.front().kind = howdah::data::RowProblem::Kind::Gone;
        offer.edits.rows.resize(1);
        QVERIFY2(offerSentence(offer, 1).contains(u"1 row no longer exists"_s), qPrintable(offerSentence(offer, 1)));
        offer.problems.resize(2, offer.problems.front());
        QVERIFY2(offerSentence(offer, 1).contains(u"2 rows no longer exist"_s), qPrintable(offerSentence(offer, 1)));
    }

    // Whoever writes another sentence that counts gives its forms, too.
    void everySentenceThatCountsHasItsForms()
    {
        const QString folder = QStringLiteral(HOWDAH_SOURCE_DIR);
        const QString known = read(folder + u"/translations/howdah_en.ts"_s);
        QVERIFY(known.contains(u"<numerusform>"_s) && !known.contains(u"<numerusform></numerusform>"_s));
        static const QRegularExpression literal(u"\"([^\"\\n]*%L?n[^\"\\n]*\\(s\\)[^\"\\n]*)\""_s);
        int found = 0;
        for (const QString &part : {u"/ui"_s, u"/app"_s}) {
            QDirIterator files(folder + part, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                static const QRegularExpression comment(u"//[^\n]*"_s);
                const QString text = read(files.next()).remove(comment);
                for (auto match = literal.globalMatch(text); match.hasNext(); ++found) {
                    const QString words = match.next().captured(1);
                    QVERIFY2(
                        known.contains(
                            u"<source>"_s + words.toHtmlEscaped().replace(u'\'', u"&apos;"_s) + u"</source>"_s),
                        qPrintable(files.filePath() + u": "_s + words + u" (run ninja update_english)"_s));
                }
            }
        }
        QVERIFY(found > 20);
    }
};

QTEST_GUILESS_MAIN(PluralsTest)
#include "tst_plurals.moc"
