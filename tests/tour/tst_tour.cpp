// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QDir>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// The tour as ./dev tour takes it: the real window on a virtual display, on a private server that it makes for itself;
// and the pages of the program as somebody has it who has no source tree.
class TourTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder; // what Howdah keeps, and the pictures
    QStringList m_pictures;

    [[nodiscard]] QString pictures() const { return m_folder.filePath(u"pictures"_s); }

    // On a display of its own; what it says where it fails.
    [[nodiscard]] QByteArray run(const QStringList &words) const
    {
        const QString xvfb = QStandardPaths::findExecutable(u"xvfb-run"_s);
        if (xvfb.isEmpty())
            return "xvfb-run is missing: see packaging/debian-packages.txt";
        QProcess tour;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOWDAH_DATA_DIR"_s, m_folder.filePath(u"data"_s));
        environment.remove(u"QT_QPA_PLATFORM"_s); // the one that people use
        tour.setProcessEnvironment(environment);
        tour.setProcessChannelMode(QProcess::MergedChannels);
        tour.start(xvfb, QStringList{u"-a"_s, u"-s"_s, u"-screen 0 1600x1200x24"_s} + words);
        const bool ended = tour.waitForFinished(500'000) && tour.exitStatus() == QProcess::NormalExit;
        return ended && tour.exitCode() == 0 ? QByteArray() : "failed: " + tour.readAll();
    }

private Q_SLOTS:
    void initTestCase()
    {
        // As root the server runs as another user, who must be able to pass.
        QVERIFY(m_folder.isValid());
        QVERIFY(QFile::setPermissions(
            m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther));
        const QByteArray said = run({QStringLiteral(HOWDAH_BUILD_DIR "/windowtour"), pictures()});
        QVERIFY2(said.isEmpty(), said.constData());
        m_pictures = QDir(pictures()).entryList({u"*.png"_s}, QDir::Files, QDir::Name);
    }

    void everyPageInBothSchemes()
    {
        QSet<QString> light;
        QSet<QString> dark;
        for (const QString &picture : std::as_const(m_pictures)) {
            static const QRegularExpression form(u"^\\d{2,3}-(.+)-(light|dark)\\.png$"_s);
            const auto match = form.match(picture);
            QVERIFY2(match.hasMatch(), qPrintable(picture));
            (match.captured(2) == "light"_L1 ? light : dark) << match.captured(1);
        }
        QCOMPARE(light, dark);
        for (const QString &page :
             {u"browse"_s, u"browse-large"_s, u"browse-structure"_s, u"migrations"_s, u"migrations-down"_s,
              u"migrations-journal"_s, u"migrations-checks"_s, u"migrations-details"_s, u"migrations-pending"_s,
              u"migrations-rollback"_s, u"migrations-locks"_s, u"migrations-rehearse"_s, u"migrations-running"_s,
              u"migrations-error"_s, u"migrations-report"_s, u"palette"_s, u"connect"_s, u"help"_s, u"failed"_s})
            QVERIFY2(light.contains(page), qPrintable(page));
    }

    void noneIsBlank()
    {
        for (const QString &picture : std::as_const(m_pictures)) {
            const QImage image(pictures() + u'/' + picture);
            QCOMPARE(image.size(), QSize(1280, 800));
            // A page is more than its frame: words make many different rows of pixels right of the rail.
            QSet<QByteArray> rows;
            QSet<QRgb> colors;
            for (int y = 60; y < 760; ++y) {
                const QImage row = image.copy(100, y, 1160, 1).convertToFormat(QImage::Format_RGB32);
                rows << QByteArray(reinterpret_cast<const char *>(row.constBits()), row.sizeInBytes());
                for (int x = 0; x < row.width(); x += 3)
                    colors << row.pixel(x, 0);
            }
            QVERIFY2(rows.size() > 30, qPrintable(u"%1: %2 rows"_s.arg(picture).arg(rows.size())));
            QVERIFY2(colors.size() > 8, qPrintable(u"%1: %2 colours"_s.arg(picture).arg(colors.size())));
            // Light is light, and dark is dark.
            const QColor ground = image.pixelColor(image.width() / 2 + 3, image.height() - 12);
            QCOMPARE(ground.lightness() > 128, picture.endsWith("-light.png"_L1));
        }
    }

    // Of the program itself: each page as it stands, and those alone that are asked for.
    void chosenPagesOfTheProgram()
    {
        const QString folder = m_folder.filePath(u"pages"_s);
        const QString program = QStringLiteral(HOWDAH_BUILD_DIR "/howdah");
        const QByteArray said = run({program, u"--tour"_s, folder, u"--pages"_s, u"browse,migrations,audit"_s});
        QVERIFY2(said.isEmpty(), said.constData());
        const QStringList taken = QDir(folder).entryList({u"*.png"_s}, QDir::Files, QDir::Name);
        QCOMPARE(
            taken, (QStringList{
                       u"01-browse-dark.png"_s, u"01-browse-light.png"_s, u"02-migrations-dark.png"_s,
                       u"02-migrations-light.png"_s, u"03-audit-dark.png"_s, u"03-audit-light.png"_s}));
        const QByteArray wrong = run({program, u"--tour"_s, folder, u"--pages"_s, u"nowhere"_s});
        QVERIFY2(wrong.contains("There is no page nowhere"), wrong.constData());
    }

    void noTwoPagesAreTheSame()
    {
        QMap<QByteArray, QString> seen;
        for (const QString &picture : std::as_const(m_pictures)) {
            const QImage image = QImage(pictures() + u'/' + picture).convertToFormat(QImage::Format_RGB32);
            const QByteArray pixels(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes());
            const QByteArray digest = QCryptographicHash::hash(pixels, QCryptographicHash::Sha1);
            QVERIFY2(!seen.contains(digest), qPrintable(picture + u" looks like "_s + seen.value(digest)));
            seen.insert(digest, picture);
        }
    }
};

QTEST_GUILESS_MAIN(TourTest)
#include "tst_tour.moc"
